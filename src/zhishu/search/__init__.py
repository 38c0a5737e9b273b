"""Full text: tokens, query, the index Protocol and its Tantivy engine."""
