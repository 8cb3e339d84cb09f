// Opened from disk, a page may not fetch its neighbours, so the excerpts under the search results are left out there.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
