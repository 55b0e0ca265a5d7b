package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/larder-go/larder/examples/internal/userdb"
)

func Example() {
	ctx := context.Background()
	db, err := userdb.Sample(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	s, err := newService(slog.New(slog.DiscardHandler), db)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.users.Close(ctx)

	for _, request := range []*http.Request{
		httptest.NewRequest("GET", "/users/1", nil),
		httptest.NewRequest("PUT", "/users/1", strings.NewReader(`{"name":"Ada Lovelace"}`)),
		httptest.NewRequest("GET", "/users/1", nil),
		httptest.NewRequest("GET", "/users/404", nil),
		httptest.NewRequest("GET", "/users/ada", nil),
	} {
		answer := httptest.NewRecorder()
		s.handler().ServeHTTP(answer, request)
		fmt.Print(request.Method, " ", request.URL, ": ", answer.Code, " ", answer.Body)
	}
	fmt.Println("queries:", db.Queries(), "hit ratio:", s.users.Stats().HitRatio())
	// Output:
	// GET /users/1: 200 {"id":1,"name":"Ada","team":"navy","version":1}
	// PUT /users/1: 200 {"id":1,"name":"Ada Lovelace","team":"navy","version":2}
	// GET /users/1: 200 {"id":1,"name":"Ada Lovelace","team":"navy","version":2}
	// GET /users/404: 404 {"error":"there is no such user"}
	// GET /users/ada: 400 {"error":"a user's number is a whole one, from 1"}
	// queries: 2 hit ratio: 0.3333333333333333
}
