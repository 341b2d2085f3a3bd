package fakeapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// apiError is an unsuccessful answer of the Bot API.
type apiError struct {
	code        int
	description string
	migrateTo   int64 // chat id
	violation   bool  // the call breaks a published rule, whatever the state of the chat
}

// Error is the description that the answer has.
func (e *apiError) Error() string { return e.description }

// broken refuses a call that breaks a published rule.
func broken(format string, args ...any) error {
	return &apiError{code: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...), violation: true}
}

// refused is an answer to a correct call that cannot be done now.
func refused(code int, description string) error {
	return &apiError{code: code, description: http.StatusText(code) + ": " + description}
}

var (
	errUnauthorized = &apiError{code: 401, description: "Unauthorized"}
	errTooLarge     = &apiError{code: 413, description: "Request Entity Too Large"}
	errNotFound     = &apiError{code: 404, description: "Not Found"}
)

// said is a successful result with a description.
type said struct {
	result      any
	description string
}

// encodeAnswer makes the status and the JSON body of an answer.
func encodeAnswer(result any, err error) (int, []byte) {
	type parameters struct {
		MigrateTo int64 `json:"migrate_to_chat_id"`
	}
	body := struct {
		OK          bool        `json:"ok"`
		Result      any         `json:"result,omitempty"`
		Code        int         `json:"error_code,omitempty"`
		Description string      `json:"description,omitempty"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}{OK: err == nil, Result: result}
	status := http.StatusOK
	if s, ok := result.(said); ok {
		body.Result, body.Description = s.result, s.description
	}
	if err != nil {
		var e *apiError
		if !errors.As(err, &e) {
			e = &apiError{code: 500, description: "Internal Server Error: " + err.Error()}
		}
		status, body.Result, body.Code, body.Description = e.code, nil, e.code, e.description
		if e.migrateTo != 0 {
			body.Parameters = &parameters{e.migrateTo}
		}
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic("fakeapi: encoding an answer: " + err.Error())
	}
	return status, b
}
