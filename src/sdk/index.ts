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
