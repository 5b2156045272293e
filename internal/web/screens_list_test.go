package web_test

// screens are all pages.
var screens = []screen{
	{name: "setup", target: "/setup?token=none"},
	{name: "not-found", target: "/nothing", status: 404},

	{name: "home", target: "/"},
	{name: "progress", target: "/progress"},
	{name: "progress-nation", target: "/progress/100000"},
	{name: "progress-province", target: "/progress/420000"},
	{name: "progress-unit", target: "/progress/990100"},
	{name: "progress-items", target: "/progress/990100/items"},
}
