package web_test

// screens are all pages.
var screens = []screen{
	{name: "setup", target: "/setup?token=none"},
	{name: "not-found", target: "/nothing", status: 404},
	{name: "lists", target: "/lists"},
	{name: "jurisdiction", target: "/lists/990100"},
	{name: "jurisdiction-province", target: "/lists/420000"},
	{name: "list-items", target: "/lists/990100/items"},
	{name: "list-on-no-day", target: "/lists/990100/items?on=morgen", status: 422},
	{name: "list-institutions", target: "/lists/990100/institutions"},
	{name: "list-negative", target: "/lists/990100/negative"},
	{name: "list-unpublished", target: "/lists/420100/items"},
	{name: "list-versions", target: "/lists/990100/items/versions"},
	{name: "list-version", target: "/lists/990100/items/versions/1"},
	{name: "list-diff", target: "/lists/990100/items/versions/2/diff"},
	{name: "announcements", target: "/announcements"},
	{name: "announcement", target: "/announcements/990100-negative-1"},
	{name: "items", target: "/items?q=jia"},
	{name: "item", target: "/items/LCHM040"},
	{name: "institutions", target: "/institutions?region=990100"},
	{name: "institution", target: "/institutions/990100-0002"},
}
