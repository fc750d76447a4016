// Starts Swagger UI on our own document; a file, because the page's policy runs nothing inline.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#documentation',
  deepLinking: true,
  validatorUrl: null,
});
