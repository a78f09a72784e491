.DEFAULT_GOAL := help

.PHONY: help
help: ## show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: generate
generate: ## make the generated code anew: graph/, loaders/ and widget/dist/
	go tool gqlgen generate
	go generate ./loaders
	go run ./widget/build

.PHONY: graphiql
graphiql: ## build the bundled GraphiQL anew, with npm
	cd server/graphiql && npm ci && npm run build

.PHONY: run
run: ## start the whole backend
	go run .

.PHONY: test
test: ## run all tests
	go test ./...

.PHONY: crash
crash: ## kill the server and Postgres 100 times while leads are written and followed
	PARTNERGRAPH_CRASHES=100 go test . -count=1 -v -timeout 30m -run TestNoWriteAndNoEventIsLostInACrash

.PHONY: lint
lint: ## vet and staticcheck
	go vet ./...
	go tool staticcheck ./...

.PHONY: schema
schema: ## check the contract, with npm: all described, nothing broken (see CHANGELOG.md)
	.ci/schema

.PHONY: bench
bench: ## answer the questions of speed, each beside something to compare with
	go test ./bench -run '^$$' -bench . -benchtime 3s

.PHONY: verify
verify: ## everything that CI checks
	.ci/run
