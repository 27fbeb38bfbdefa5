package catalogue

import (
	"context"
	"time"

	"ventana/shared/limit"
	"ventana/shared/telemetry"
)

// Reader is the part of a provider that tells a number's limits and health.
type Reader interface {
	Limits(ctx context.Context, phoneNumberID string) (limit.Number, error)
}

// Source is what a keeper asks of a provider.
type Source interface {
	Lister
	Reader
}

// Check reads a number's limits and health and writes them down. What is worse
// than before is counted for an alarm, once in each way.
//
// Requests: a call of the provider, one read and one write.
func (k *Keeper) Check(ctx context.Context, from Reader, number, phoneNumberID string) error {
	at := k.Now() // before the call: what changes meanwhile is newer
	now, err := from.Limits(ctx, phoneNumberID)
	if err != nil {
		return err
	}
	now.At = at
	before, err := k.Store.PutNumber(ctx, number, now)
	if err != nil {
		return err
	}
	k.Log.Info("number checked", telemetry.KeyNumber, number, telemetry.KeyThroughput, now.Throughput, telemetry.KeyQuality, now.Quality, telemetry.KeyStatus, now.Status, telemetry.KeyTier, now.Tier)
	for _, way := range now.Worse(before) {
		k.Metrics.Count(telemetry.MetricNumberTrouble, way)
		k.Log.Warn("number in trouble", telemetry.KeyNumber, number, telemetry.KeyReason, way,
			telemetry.KeyQuality, now.Quality, telemetry.KeyStatus, now.Status, telemetry.KeyTier, now.Tier, telemetry.KeyThroughput, now.Throughput,
			telemetry.KeyQualityBefore, before.Quality, telemetry.KeyStatusBefore, before.Status, telemetry.KeyTierBefore, before.Tier, telemetry.KeyThroughputBefore, before.Throughput)
	}
	return nil
}

// CheckSince does the same, unless the number was read after that time.
func (k *Keeper) CheckSince(ctx context.Context, from Reader, number, phoneNumberID string, since time.Time) error {
	known, err := k.Store.Number(ctx, number)
	if err != nil || known.At.After(since) {
		return err
	}
	return k.Check(ctx, from, number, phoneNumberID)
}
