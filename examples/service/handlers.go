package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/loader"
)

// getUser answers with a user: 400 for what is no number of one, 404 where there is
// none, 503 where the database cannot be asked.
func (s *service) getUser(w http.ResponseWriter, r *http.Request) {
	id, ok := userID(w, r)
	if !ok {
		return
	}
	u, err := s.users.Get(r.Context(), id)
	switch {
	case errors.Is(err, larder.ErrNotFound):
		refuse(w, http.StatusNotFound, "there is no such user")
	case err != nil:
		s.unavailable(w, r, err)
	default:
		s.answer(w, u)
	}
}

// putUser names a user, in the database and then in the cache.
func (s *service) putUser(w http.ResponseWriter, r *http.Request) {
	id, ok := userID(w, r)
	if !ok {
		return
	}
	var wanted struct {
		Name string `json:"name"`
	}
	const longestBody = 4 << 10
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestBody)).Decode(&wanted); err != nil {
		refuse(w, http.StatusBadRequest, `the body must be JSON such as {"name":"Ada"}, of 4 KiB at most`)
		return
	}
	if strings.TrimSpace(wanted.Name) == "" {
		refuse(w, http.StatusBadRequest, "a user needs a name")
		return
	}
	u, err := s.db.Save(r.Context(), id, wanted.Name)
	if err != nil {
		s.users.Delete(id) // a commit that failed may have been one all the same
		s.unavailable(w, r, err)
		return
	}
	// What is there with a higher version is newer. Whatever else keeps the cache from
	// having the value, it must not go on with the old one.
	err = s.users.Put(id, loader.Loaded[userdb.User]{Value: u, Version: u.Version})
	if err != nil && !errors.Is(err, loader.ErrVersion) {
		s.users.Delete(id)
	}
	s.answer(w, u)
}

// userID returns the number in the path, or answers that there is none.
func userID(w http.ResponseWriter, r *http.Request) (id int64, ok bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		refuse(w, http.StatusBadRequest, "a user's number is a whole one, from 1")
		return 0, false
	}
	return id, true
}

// unavailable logs what went wrong, and tells the client no more than that it did.
func (s *service) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil { // the client has gone: nobody hears the answer
		return
	}
	s.log.Error("cannot answer", "method", r.Method, "path", r.URL.Path, "err", err)
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, "try again later")
}

func (s *service) answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.log.Warn("answer broke off", "err", err)
	}
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": why}) // it breaks off only where the client is gone
}
