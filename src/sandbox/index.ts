export { createSandbox, type BrowserSandbox, type SandboxOptions } from './host/create-sandbox'
