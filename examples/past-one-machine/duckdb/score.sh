#!/bin/bash
# The hardest of the embeddings in a Parquet file, here or in S3, by DuckDB: duckdb/score.sh RUN FILE.parquet|s3://BUCKET/FILE.parquet
# The file has columns id and embedding (a list). Credentials for S3 come from the environment.
set -euo pipefail
run=$1 file=$2
query=$(faultline export "$run" --sql duckdb --table "embeddings")
remote="INSTALL httpfs; LOAD httpfs; CREATE SECRET (TYPE s3, PROVIDER credential_chain);"
[[ $file == s3://* ]] || remote=""
duckdb -c "$remote CREATE VIEW embeddings AS SELECT id, embedding FROM '$file';
COPY (${query%;}) TO 'scores.parquet'; SELECT * FROM 'scores.parquet' ORDER BY score_1 LIMIT 10;"
