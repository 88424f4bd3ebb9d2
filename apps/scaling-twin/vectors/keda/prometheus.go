package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
)

// prometheusServer answers /api/v1/query with what was set for the query's text. It lives outside the bubbles: network calls
// do not wait for the fake clock.
type prometheusServer struct {
	*httptest.Server
	mutex   sync.Mutex
	answers map[string]answer
}

// answer is a query's result: one sample value for each series; nil: HTTP 500.
type answer = *[]string

func newPrometheusServer() *prometheusServer {
	server := &prometheusServer{answers: map[string]answer{}}
	server.Server = httptest.NewUnstartedServer(http.HandlerFunc(server.query))
	// A kept connection's goroutines would outlive the bubble that made it.
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	return server
}

func (s *prometheusServer) set(query string, samples answer) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.answers[query] = samples
}

func (s *prometheusServer) query(response http.ResponseWriter, request *http.Request) {
	s.mutex.Lock()
	samples, found := s.answers[request.URL.Query().Get("query")]
	s.mutex.Unlock()
	if !found {
		panic("a query that no vector has: " + request.URL.String())
	}
	if samples == nil {
		http.Error(response, "down", http.StatusInternalServerError)
		return
	}
	result := []any{}
	for _, sample := range *samples {
		result = append(result, map[string]any{"metric": map[string]string{}, "value": []any{946684800.0, sample}})
	}
	response.Header().Set("Content-Type", "application/json")
	check(json.NewEncoder(response).Encode(map[string]any{
		"status": "success", "data": map[string]any{"resultType": "vector", "result": result}}))
}
