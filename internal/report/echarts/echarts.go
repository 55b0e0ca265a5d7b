// Package echarts holds Apache ECharts, the library that draws the charts of a
// report, so that a page needs no network. README.md says where it comes from and
// how it is updated.
package echarts

import _ "embed" // for the library

// Version is that of the library.
const Version = "6.1.0"

// SHA256 is that of [Script], in hexadecimal.
const SHA256 = "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"

// Script is the library: a script that defines the global name echarts.
//
//go:embed echarts.common.min.js
var Script string
