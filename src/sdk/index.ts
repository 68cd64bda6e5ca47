export { definePlugin } from './define-plugin'
export { defineMiddleware } from './middleware'
export type { AroundCall, Middleware, Next } from './middleware'
export type {
  CallContext,
  ConfigProblem,
  Context,
  Health,
  HealthStatus,
  Log,
  Metrics,
  Origin,
  Plugin,
  PluginCallError,
  Plugins,
} from './contract'
export type {
  CapabilityError,
  Clock,
  Net,
  NetRequestOptions,
  NetResponse,
  Random,
  Secrets,
  Sql,
  SqlField,
  SqlResult,
  Storage,
} from './capabilities'
