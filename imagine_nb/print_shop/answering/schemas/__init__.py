"""JSON Schema: values that fit a schema, of what is known of its fields, else plain placeholders."""
