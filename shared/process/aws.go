package process

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
)

// awsTimeout bounds one HTTP exchange with AWS. Without it a connection that
// hangs would use up the time that is kept back for recording outcomes.
const awsTimeout = 3 * time.Second

// AWS is the configuration of every AWS client.
func AWS(ctx context.Context) (aws.Config, error) {
	configuration, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(awsTimeout)))
	if err != nil {
		return aws.Config{}, fmt.Errorf("load aws configuration: %w", err)
	}
	return configuration, nil
}
