package rendering

// order is a line for each product, quantity x id price currency, and below
// what the customer wrote to it.
func order(own object) string {
	var lines []string
	for _, item := range elements(own.get("product_items")) {
		product, ok := parse(item)
		if !ok {
			lines = append(lines, text(item))
			continue
		}
		quantity, id := text(product.get("quantity")), text(product.get("product_retailer_id"))
		if quantity == "" && id == "" {
			lines = append(lines, text(item))
			continue
		}
		lines = append(lines, spaced(first(quantity, "?"), "x", first(id, "?"), text(product.get("item_price")), text(product.get("currency"))))
	}
	return join(append(lines, text(own.get("text")))...)
}
