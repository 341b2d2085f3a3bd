# One short name for each everyday task. Every line can be typed without make.

.PHONY: help try test check gate bench release

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

try: ## chat with the bot on a page of your own
	go run ./cmd/iombot try --open --knowledge knowledge/entries

test: ## run the quick checks, for a commit: under four minutes
	.ci/run --quick

check: ## check the entries
	go run ./cmd/iombot check knowledge/entries

gate: ## compare the search with its baseline
	go run ./cmd/iombot eval --baseline index/testdata/gate/baseline.json index/testdata/gate/*.tsv

bench: ## compare the search's speed with plainer ones
	go run ./cmd/iombot bench

release: ## build the programs and archives for three systems, without publishing them
	goreleaser release --snapshot --clean
