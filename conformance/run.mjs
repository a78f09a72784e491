// Starts the real backend on a private Postgres with the demo, runs the suites and
// clients of this folder against it, and stops it. A server killed by a test is
// started again on its data, as a supervisor would; one that fails by itself ends the run.
//
//   node run.mjs                            # all of them, as CI does
//   node run.mjs tests/ws.test.mjs …        # some
//   node run.mjs --generate                 # make what is generated from the schema anew
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signIn } from './lib.mjs'
import { freeAddress, ready, serve, stop } from './server.mjs'

// People of the demo, see the README.
const people = {
  CLIENT: '+447700900005', OWNER: '+447700900002', EDITOR: '+447700900003', LONER: '+447700900006',
  MODERATOR: '+447700900008', FINANCE: '+447700900009', // ten posts a minute is all that each may write
}

const here = import.meta.dirname
const work = mkdtempSync(join(tmpdir(), 'partnergraph-conformance-'))
chmodSync(work, 0o755) // Postgres is another user when we are root

const binary = join(work, 'partnergraph')
const address = await freeAddress()
const url = `http://${address}`
const [first, ...rest] = process.argv.slice(2)
const generating = first === '--generate'
const named = first && !generating ? [first, ...rest] : []
let server, stopping = false

function start() {
  server = serve(binary, work, address, ...(generating ? [] : ['--documents', join(here, 'codegen/generated/persisted-documents.json')]))
  writeFileSync(join(work, 'pid'), String(server.pid))
  server.on('exit', (code, signal) => {
    if (stopping) return
    if (signal === 'SIGKILL' || code === 0) return start()
    console.error(readFileSync(join(work, 'log'), 'utf8'))
    console.error(`the server failed by itself: ${code ?? signal}`)
    process.exit(1)
  })
}

const run = (command, args, options) => new Promise((done) => {
  spawn(command, args, { stdio: 'inherit', ...options }).on('exit', (code) => done(code ?? 1))
})

// generate makes everything from the schema that the server tells, as strangers do.
async function generate() {
  writeFileSync(join(here, 'schema.graphql'), await (await fetch(`${url}/schema.graphql`)).text())
  const bin = join(here, 'node_modules/.bin')
  return await run(join(bin, 'relay-compiler'), [], { cwd: here })
    || await run(join(bin, 'graphql-codegen'), ['--config', 'codegen.config.mjs', '--silent'], { cwd: here })
    || run('go', ['generate', './...'], { cwd: join(here, 'genqlient') })
}

// test runs the suites; all of them, and genqlient's, without names.
async function test() {
  const env = { ...process.env, PARTNERGRAPH_URL: url, PARTNERGRAPH_PID: join(work, 'pid'), PARTNERGRAPH_BINARY: binary }
  // A number gets one code a minute, so each signs in once for all suites.
  for (const [who, phone] of Object.entries(people)) env[`PARTNERGRAPH_${who}`] = await signIn(url, phone)
  const files = named.length ? named : readdirSync(join(here, 'tests')).filter((f) => f.endsWith('.test.mjs')).map((f) => join('tests', f))
  return await run(join(here, 'node_modules/.bin/tsc'), [], { cwd: here })
    || await run(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', '--test-force-exit', '--test-timeout=60000', ...files], { cwd: here, env })
    || (named.length ? 0 : run('go', ['test', '-count=1', './...'], { cwd: join(here, 'genqlient'), env }))
}

execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(here, '..'), stdio: 'inherit' })
start()
let failed = 1
try {
  await ready(address, work)
  failed = await (generating ? generate() : test())
} finally {
  stopping = true
  await stop(server)
  rmSync(work, { recursive: true, force: true })
}
process.exit(failed)
