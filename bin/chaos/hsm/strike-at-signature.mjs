/**
 * Preloaded into the enclave-worker by the chaos run: from time to time, while a signature is under way in the
 * HSM's module, something happens to the token. Every strike is a line in a file before it falls, because
 * some of them end the process. Only the main thread has the module.
 */
import { appendFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import pkcs11 from 'pkcs11js';

const dir = process.env.CHAOS_DIR ?? '';
const tokens = process.env.CHAOS_TOKENS ?? '';
const armed = join(dir, 'armed');
const struck = join(dir, 'struck');

/** Milliseconds between a strike and the next, at least and at most. */
const GAP_MS = [20, 120];
/** How long a token is away. */
const AWAY_MS = [10, 120];

/**
 * What may happen and how often, out of the sum. Beneath a call that another thread makes, SoftHSM 2.6.1 dies
 * when its session ends: that happens too, but not so often that nothing else does.
 */
const KINDS = [
  ['tokenRemoved', 60],
  ['slotVanished', 40],
  ['sessionClosed', 50],
  ['allSessionsClosed', 40],
  ['loggedOut', 40],
  ['sessionClosedBeneath', 1],
  ['allSessionsClosedBeneath', 1],
  ['processKilled', 2],
];

const between = ([least, most]) => least + Math.random() * (most - least);

let nextAt = performance.now() + 1_000;
let vanishedUntil = 0;
/** Calls that other threads make in the module. */
let beneath = 0;

function choose(isAsync) {
  const open = KINDS.filter(([kind]) => {
    if (kind.endsWith('Beneath')) return isAsync;
    // The whole token's sessions end only where no other thread is in one of them.
    if (kind === 'sessionClosed') return !isAsync;
    if (kind === 'allSessionsClosed' || kind === 'loggedOut') return !isAsync && beneath === 0;
    return true;
  });
  let left = Math.random() * open.reduce((sum, [, weight]) => sum + weight, 0);
  return open.find(([, weight]) => (left -= weight) < 0)?.[0] ?? 'slotVanished';
}

const BLOWS = {
  tokenRemoved() {
    renameSync(tokens, `${tokens}.away`);
    setTimeout(() => {
      if (existsSync(`${tokens}.away`)) renameSync(`${tokens}.away`, tokens);
    }, between(AWAY_MS));
  },
  slotVanished() {
    vanishedUntil = performance.now() + between(AWAY_MS);
  },
  sessionClosed: (native, session) => native.C_CloseSession(session),
  allSessionsClosed: (native, session) => {
    native.C_CloseAllSessions(native.C_GetSessionInfo(session).slotID);
  },
  loggedOut: (native, session) => native.C_Logout(session),
  processKilled: () => process.kill(process.pid, 'SIGKILL'),
};

function strike(native, session, isAsync) {
  const now = performance.now();
  if (now < nextAt || now < vanishedUntil) return;
  if (!existsSync(armed) || existsSync(`${tokens}.away`)) return;
  nextAt = now + between(GAP_MS);
  const kind = choose(isAsync);
  appendFileSync(struck, `${kind}\n`);
  BLOWS[kind.replace('Beneath', '')](native, session);
}

const NAMES = [
  'C_SignInit',
  'C_SignAsync',
  'C_Sign',
  'C_CloseSession',
  'C_CloseAllSessions',
  'C_Logout',
  'C_GetSessionInfo',
  'C_GetSlotList',
  'C_GetTokenInfo',
  'C_OpenSession',
];

const removed = () => {
  throw new Error('CKR_DEVICE_REMOVED');
};

/** Puts the strikes into a module that was loaded. */
function undermine(module) {
  const native = Object.fromEntries(NAMES.map((name) => [name, module[name].bind(module)]));
  /** While the slot is gone the module says so. */
  const unlessVanished = (name, answer) => {
    module[name] = (...args) =>
      performance.now() < vanishedUntil ? answer() : native[name](...args);
  };
  unlessVanished('C_GetSlotList', () => []);
  for (const name of ['C_GetTokenInfo', 'C_OpenSession', 'C_Sign']) unlessVanished(name, removed);
  // Between the beginning of a signature and its end.
  module.C_SignInit = (session, ...rest) => {
    if (performance.now() < vanishedUntil) removed();
    native.C_SignInit(session, ...rest);
    strike(native, session, false);
  };
  module.C_SignAsync = (session, ...rest) => {
    if (performance.now() < vanishedUntil) removed();
    const signing = native.C_SignAsync(session, ...rest);
    beneath += 1;
    const ended = () => {
      beneath -= 1;
    };
    signing.then(ended, ended);
    strike(native, session, true);
    return signing;
  };
}

if (isMainThread && dir) {
  const { prototype } = pkcs11.PKCS11;
  const load = Reflect.get(prototype, 'load');
  prototype.load = function (...args) {
    const loaded = load.apply(this, args);
    undermine(this);
    return loaded;
  };
}
