"""The store on other engines, through Ibis: PostgreSQL for a team, Apache Spark over Parquet for archives."""
