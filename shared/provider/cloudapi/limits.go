package cloudapi

import (
	"context"
	"net/http"
	"net/url"

	"ventana/shared/limit"
)

const limitFields = "throughput,quality_rating,status,whatsapp_business_manager_messaging_limit,is_on_biz_app"

// Limits reads how much a number may send, and how it fares. Reading harms
// nothing, so that no failure is Ambiguous.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
func (c *Client) Limits(ctx context.Context, phoneNumberID string) (limit.Number, error) {
	var answer struct {
		Quality    string `json:"quality_rating"`
		Status     string `json:"status"`
		Tier       string `json:"whatsapp_business_manager_messaging_limit"`
		OnApp      bool   `json:"is_on_biz_app"`
		Throughput struct {
			Level string `json:"level"`
		} `json:"throughput"`
	}
	err := c.call(ctx, "cloudapi read limits of number "+phoneNumberID, http.MethodGet,
		url.PathEscape(phoneNumberID), url.Values{"fields": {limitFields}}, nil, &answer)
	if err != nil {
		return limit.Number{}, again(err)
	}
	return limit.Number{
		Throughput: answer.Throughput.Level, Quality: answer.Quality, Status: answer.Status, Tier: answer.Tier, OnApp: answer.OnApp,
	}, nil
}
