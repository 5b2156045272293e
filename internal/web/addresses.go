package web

import (
	"net/url"
	"strconv"

	"concord/internal/registry"
)

// The addresses of public pages, for every page that links to them.

func itemAddress(code registry.ItemCode) string { return "/items/" + url.PathEscape(string(code)) }

// institutionAddress is nowhere for no institution.
func institutionAddress(id registry.InstitutionID) string {
	if id == "" {
		return ""
	}
	return "/institutions/" + url.PathEscape(string(id))
}

func jurisdictionAddress(code registry.JurisdictionCode) string {
	return "/lists/" + url.PathEscape(string(code))
}

func listAddress(id registry.ListID) string {
	return jurisdictionAddress(id.Jurisdiction) + "/" + id.Kind.String()
}

func versionAddress(id registry.ListID, n int) string {
	return listAddress(id) + "/versions/" + strconv.Itoa(n)
}
