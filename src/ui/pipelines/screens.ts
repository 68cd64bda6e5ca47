/** What of the pipelines stands on the screen, as one piece: each more would cost the first load its address. */
export { default as PipelinePage } from './PipelinePage.vue'
export { default as PipelineRun } from './PipelineRun.vue'
export { default as PipelineSection } from './PipelineSection.vue'
