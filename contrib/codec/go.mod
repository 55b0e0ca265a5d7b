module github.com/larder-go/larder/contrib/codec

go 1.25.0

require (
	github.com/klauspost/compress v1.20.3
	github.com/larder-go/larder v0.0.0
	github.com/stretchr/testify v1.12.1
	github.com/ugorji/go/codec v1.3.2
	go.uber.org/goleak v1.3.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/larder-go/larder => ../..
