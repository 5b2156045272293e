package web_test

// screens are all pages.
var screens = []screen{
	{name: "setup", target: "/setup?token=none"},
	{name: "not-found", target: "/nothing", status: 404},
}
