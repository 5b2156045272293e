package server

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
)

// addFloor adds the route that decisions are measured against: the same
// middleware, the same reading and writing, and nothing in between.
func (s *Server) addFloor(size int) {
	body := bytes.Repeat([]byte{' '}, size)
	s.echo.POST("/v1/floor", func(c echo.Context) error {
		if _, err := io.Copy(io.Discard, c.Request().Body); err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(size))
		return c.Blob(http.StatusOK, "application/json", body)
	})
}
