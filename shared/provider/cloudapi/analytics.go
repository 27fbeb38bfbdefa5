package cloudapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Count is what Meta counted of the deliveries of one day, phone, country, category
// and type.
type Count struct {
	Start    time.Time // of the day, as Meta cuts it
	Phone    string    // the business number's digits
	Country  string    // ISO 3166, as ES
	Category string    // lower case with hyphens, as statuses write it; a group's has group- before it
	Type     string    // lower case, as regular or free_entry_point
	Volume   int
	Cost     float64 // in the account's currency
}

// Counts are what Meta counted for an account, and the currency in which it bills.
type Counts struct {
	Currency string // three letters
	Points   []Count
}

// PricingAnalytics reads what Meta counts and charges, by day, from one time up to
// another. It goes back a year at most, and what was delivered lately may be missing.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#pricing-analytics
func (c *Client) PricingAnalytics(ctx context.Context, waba string, from, to time.Time) (Counts, error) {
	var answer struct {
		Currency  string `json:"currency"`
		Analytics struct {
			Data []struct {
				Points []struct {
					Start    int64   `json:"start"`
					Phone    string  `json:"phone_number"`
					Country  string  `json:"country"`
					Category string  `json:"pricing_category"`
					Type     string  `json:"pricing_type"`
					Volume   int     `json:"volume"`
					Cost     float64 `json:"cost"`
				} `json:"data_points"`
			} `json:"data"`
		} `json:"pricing_analytics"`
	}
	field := fmt.Sprintf(`pricing_analytics.start(%d).end(%d).granularity(DAILY).dimensions(["PHONE","COUNTRY","PRICING_CATEGORY","PRICING_TYPE"])`, from.Unix(), to.Unix())
	err := c.call(ctx, "cloudapi read pricing analytics of "+waba, http.MethodGet,
		url.PathEscape(waba), url.Values{"fields": {"currency," + field}}, nil, &answer)
	if err != nil {
		return Counts{}, again(err)
	}
	counts := Counts{Currency: answer.Currency}
	for _, data := range answer.Analytics.Data {
		for _, p := range data.Points {
			counts.Points = append(counts.Points, Count{
				Start: time.Unix(p.Start, 0).UTC(), Phone: p.Phone, Country: p.Country,
				Category: strings.ReplaceAll(strings.ToLower(p.Category), "_", "-"), Type: strings.ToLower(p.Type), Volume: p.Volume, Cost: p.Cost,
			})
		}
	}
	return counts, nil
}
