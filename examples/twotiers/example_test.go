package main

import (
	"context"
	"fmt"
	"log/slog"
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
	s, err := newService(db, "", slog.New(slog.DiscardHandler)) // the second tier is in memory
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.close(ctx)
	for _, request := range []struct{ method, path, body string }{
		{"PUT", "/users/1", "Ada Lovelace"},
		{"GET", "/users/1", ""},
		{"GET", "/users/404", ""},
	} {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, httptest.NewRequest(request.method, request.path, strings.NewReader(request.body)))
		fmt.Print(request.method, " ", request.path, ": ", answer.Body)
	}
	// Output:
	// PUT /users/1: {"pending":false,"user":{"id":1,"name":"Ada Lovelace","team":"navy","version":2}}
	// GET /users/1: {"source":"database","user":{"id":1,"name":"Ada Lovelace","team":"navy","version":2}}
	// GET /users/404: {"error":"there is no such user"}
}
