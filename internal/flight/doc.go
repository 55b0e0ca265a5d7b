// Package flight keeps account of the loads in progress of a cache: who waits for
// which, which load is which key's, and which results may still be stored.
//
// It knows neither values' freshness nor how to load; package loader does. Use it
// where golang.org/x/sync/singleflight falls short: callers that come and go each
// with a context of their own, loads that are cancelled when nobody waits, that
// must not store what was invalidated meanwhile, that serve many keys at once, or
// that might wait for themselves.
//
//  1. Join makes a caller one of those who wait for a key. The first gets a Call of
//     its own Run, and starts the load.
//  2. The load settles the Call: it stores the value with SetIf and the Call's Fence,
//     then calls Settle, which gives the result to all who wait and takes the call
//     off the map, in this order. Who finds no call in the map after having found no
//     value looks for the value again: see Join.
//  3. Who invalidates a key calls BeginWrite first, which raises the fence of the
//     key's call and takes it off the map, so that nobody else joins it; then it
//     changes the cache, and calls EndWrite.
//
// A call that is not in the map any more, and has not stored its result, has its
// fence raised. That is all there is to prove: whoever invalidates either finds
// the call, or the call may not store.
package flight
