// What is wider than the page is scrolled by keys too: the theme leaves its tables out of their reach.
addEventListener("load", () => {
  for (const part of document.querySelectorAll(".md-typeset__scrollwrap, .output")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
});
