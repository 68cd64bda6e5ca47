import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  /** What one unit of each currency is in euros. */
  rates: Record<string, number>
}

interface Order {
  country: string | null
  amount: number | null
  currency: string | null
}

const regions: Readonly<Record<string, readonly string[]>> = {
  Europe: ['AT', 'BE', 'CH', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE'],
  Americas: ['AR', 'BR', 'CA', 'MX', 'US'],
  Asia: ['CN', 'IN', 'JP', 'KR', 'SG'],
}

const regionOf = new Map(
  Object.entries(regions).flatMap(([region, countries]) => countries.map((country) => [country, region] as const)),
)

export default definePlugin({
  execute(order: Order, ctx: CallContext<Config>) {
    const country = order.country?.toUpperCase() ?? ''
    const currency = order.currency?.toUpperCase() ?? ''
    const rate = Object.hasOwn(ctx.config.rates, currency) ? ctx.config.rates[currency] : undefined
    if (rate === undefined) throw new RangeError(`There is no rate for the currency ${JSON.stringify(currency)}.`)
    const amountEur = Math.round((order.amount ?? 0) * rate * 100) / 100
    return { ...order, country, currency, region: regionOf.get(country) ?? 'Elsewhere', amountEur }
  },
})
