package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"

	"github.com/labstack/echo/v4"
)

//go:embed assets
var assetFiles embed.FS

// asset is a file that pages load. Its address changes with what it holds, so
// that browsers may keep it for ever.
type asset struct {
	address, media string
	content        []byte
}

// assets are the one style sheet, the one script and the icon: each page loads
// the same three.
type assets struct{ style, script, icon asset }

func loadAssets() assets {
	return assets{
		style:  newAsset("/assets/style.css", "text/css; charset=utf-8", joined("assets/*.css")),
		script: newAsset("/assets/script.js", "text/javascript; charset=utf-8", joined("assets/*.js")),
		icon:   newAsset("/assets/icon.svg", "image/svg+xml", joined("assets/icon.svg")),
	}
}

func newAsset(address, media string, content []byte) asset {
	sum := sha256.Sum256(content)
	return asset{address + "?v=" + hex.EncodeToString(sum[:6]), media, content}
}

// joined are the files that a pattern names, in the order of their names.
func joined(pattern string) []byte {
	names, err := fs.Glob(assetFiles, pattern)
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var all bytes.Buffer
	for _, name := range names {
		content, err := assetFiles.ReadFile(name)
		if err != nil {
			panic(err) // it is part of the program
		}
		all.Write(content)
		all.WriteByte('\n')
	}
	return all.Bytes()
}

func (a assets) register(e *echo.Echo) {
	e.GET("/assets/style.css", a.style.serve)
	e.GET("/assets/script.js", a.script.serve)
	e.GET("/assets/icon.svg", a.icon.serve)
}

func (a asset) serve(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, a.media, a.content)
}
