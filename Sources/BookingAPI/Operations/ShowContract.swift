import HTTP

/// Says what every route takes and answers, as OpenAPI 3.1: `GET /api/openapi.json`.
func showContract(_ request: Request, _ app: App) throws -> Response {
    .json(PackageResources.openapi_json)
}
