import { definePlugin } from 'hotplug'
import { chunk } from 'lodash'

export default definePlugin({ execute: (input: number[]) => chunk(input, 2) })
