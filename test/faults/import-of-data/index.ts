import { definePlugin } from 'hotplug'
import answer from 'data:text/javascript,export default 42'

export default definePlugin({ execute: () => answer })
