package workload_test

import (
	"errors"
	"fmt"

	"github.com/larder-go/larder/workload"
)

func Example() {
	// 1. Take a workload.
	spec, err := workload.Named("zipf99-rw95")
	if err != nil {
		fmt.Println(err)
		return
	}
	// 2. Compute a million operations of it.
	stream, err := spec.Stream(1, 1_000_000)
	if err != nil {
		fmt.Println(err)
		return
	}
	// 3. Report what it holds.
	mix, skew := stream.Mix(), stream.Skew()
	fmt.Println("hash", stream.Hash())
	fmt.Printf("%.1f %% gets, %.1f %% sets\n", 100*mix.Get, 100*mix.Set)
	fmt.Printf("top key %.1f %%, top 1 %% of %d keys %.1f %%\n", 100*skew.TopKey, skew.Distinct, 100*skew.Top1Pct)
	// Output:
	// hash a7df88a97d3e0007
	// 95.0 % gets, 5.0 % sets
	// top key 7.8 %, top 1 % of 82030 keys 58.9 %
}

func ExampleSpec() {
	size, err := workload.ParseSize("uniform:64:1024")
	if err != nil {
		fmt.Println(err)
		return
	}
	spec := workload.Spec{
		Keys: 1000,
		Dist: workload.Hotspot{Keys: 0.1, Requests: 0.9},
		Mix:  workload.Mix{Get: 0.9, Set: 0.1},
		Size: size,
	}
	stream, err := spec.Stream(7, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, op := range stream.Ops {
		fmt.Println(op.Kind, op.Key, op.Size)
	}
	// Output:
	// get 517 182
	// get 394 265
	// get 430 964
}

func ExampleParseDist() {
	d, err := workload.ParseDist("zipf:0.99")
	fmt.Println(d, err)
	_, err = workload.ParseDist("zipf:-1")
	fmt.Println(err)
	// Output:
	// zipf:0.99 <nil>
	// workload: distribution "zipf:-1": the skew -1 is not a finite number from 0
}

func ExampleNamed_unknown() {
	_, err := workload.Named("hotpsot")
	var unknown *workload.UnknownError
	if errors.As(err, &unknown) {
		fmt.Println(unknown.What, unknown.Name, len(unknown.Known) == len(workload.Names()))
	}
	// Output: workload hotpsot true
}

func ExampleStream_Skew() {
	stream := &workload.Stream{Keys: 5}
	for _, key := range []uint32{0, 1, 0, 2, 0} {
		stream.Ops = append(stream.Ops, workload.Op{Key: key})
	}
	skew := stream.Skew()
	fmt.Printf("%d distinct keys; the top key has %.0f %% of the requests\n", skew.Distinct, 100*skew.TopKey)
	// Output: 3 distinct keys; the top key has 60 % of the requests
}
