// Package tiered is a cache of two tiers: memory in front of a store that many processes
// share, such as Redis, kept coherent across them.
package tiered
