module github.com/larder-go/larder/contrib/codec

go 1.25.0

require (
	github.com/klauspost/compress v1.20.3
	github.com/larder-go/larder v0.0.0
	github.com/stretchr/testify v1.12.1
	github.com/vmihailenco/msgpack/v5 v5.4.1
	go.uber.org/goleak v1.3.0
)

require (
	github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)

replace github.com/larder-go/larder => ../..
