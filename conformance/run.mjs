// Starts the real backend on a private Postgres with the demo, runs the suites and
// clients of this folder against it, and stops it. A server killed by a test is
// started again on its data, as a supervisor would; one that fails by itself ends the run.
//
//   node run.mjs                            # all of them, as CI does
//   node run.mjs tests/ws.test.mjs …        # some
//   node run.mjs --generate                 # make what is generated from the schema anew
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signIn } from './lib.mjs'

// People of the demo, see the README.
const people = {
  CLIENT: '+447700900005', OWNER: '+447700900002', EDITOR: '+447700900003', LONER: '+447700900006',
  MODERATOR: '+447700900008', FINANCE: '+447700900009', // ten posts a minute is all that each may write
}

const here = import.meta.dirname
const work = mkdtempSync(join(tmpdir(), 'partnergraph-conformance-'))
chmodSync(work, 0o755) // Postgres is another user when we are root
const log = join(work, 'log')

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => done(port))
  })
})

const address = `127.0.0.1:${await freePort()}`
const url = `http://${address}`
const [first, ...rest] = process.argv.slice(2)
const generating = first === '--generate'
const named = first && !generating ? [first, ...rest] : []
let server, stopping = false

function start() {
  const out = createWriteStream(log, { flags: 'a' })
  const documents = generating ? [] : ['--documents', join(here, 'codegen/generated/persisted-documents.json')]
  server = spawn(join(work, 'partnergraph'), ['serve', '--addr', address, '--data', join(work, 'data'), ...documents], {
    env: { ...process.env, DATABASE_URL: '' },
  })
  server.stdout.pipe(out, { end: false })
  server.stderr.pipe(out, { end: false })
  writeFileSync(join(work, 'pid'), String(server.pid))
  server.on('exit', (code, signal) => {
    if (stopping) return
    if (signal === 'SIGKILL' || code === 0) return start()
    console.error(readFileSync(log, 'utf8'))
    console.error(`the server failed by itself: ${code ?? signal}`)
    process.exit(1)
  })
}

async function ready() {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`not ready after a minute:\n${readFileSync(log, 'utf8')}`)
}

const run = (command, args, options) => new Promise((done) => {
  spawn(command, args, { stdio: 'inherit', ...options }).on('exit', (code) => done(code ?? 1))
})

async function stop() {
  stopping = true
  const ended = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  await ended
  rmSync(work, { recursive: true, force: true })
}

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
  const env = { ...process.env, PARTNERGRAPH_URL: url, PARTNERGRAPH_PID: join(work, 'pid') }
  // A number gets one code a minute, so each signs in once for all suites.
  for (const [who, phone] of Object.entries(people)) env[`PARTNERGRAPH_${who}`] = await signIn(url, phone)
  const files = named.length ? named : readdirSync(join(here, 'tests')).filter((f) => f.endsWith('.test.mjs')).map((f) => join('tests', f))
  return await run(join(here, 'node_modules/.bin/tsc'), [], { cwd: here })
    || await run(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', '--test-force-exit', '--test-timeout=60000', ...files], { cwd: here, env })
    || (named.length ? 0 : run('go', ['test', '-count=1', './...'], { cwd: join(here, 'genqlient'), env }))
}

execFileSync('go', ['build', '-o', join(work, 'partnergraph'), '.'], { cwd: join(here, '..'), stdio: 'inherit' })
start()
let failed = 1
try {
  await ready()
  failed = await (generating ? generate() : test())
} finally {
  await stop()
}
process.exit(failed)
