import type { Step } from '../kernel/pipeline/step'
import type { HotplugPipelines } from './hotplug-pipelines'

/** Made of the plugins that ship with the site. */
const examples: Readonly<Record<string, readonly Step[]>> = {
  'clean-enrich-aggregate': [{ plugin: 'csv-clean' }, { plugin: 'enrich' }, { plugin: 'aggregate' }],
  'auth-log-handle': [{ plugin: 'auth' }, { plugin: 'log' }, { plugin: 'handle' }],
}

/** The pipelines of a first visit, unless the person has some already. */
export async function seedPipelines(pipelines: HotplugPipelines): Promise<void> {
  if (pipelines.list().length > 0) return
  for (const [name, steps] of Object.entries(examples)) await pipelines.save(name, steps)
}
