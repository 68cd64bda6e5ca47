export { definePlugin } from './define-plugin'
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
  Clock,
  Net,
  NetRequestOptions,
  NetResponse,
  PermissionError,
  Random,
  Secrets,
  Sql,
  SqlField,
  SqlResult,
  Storage,
} from './capabilities'
