import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HsmToken, type HsmKey } from '../../../adapters/hsm/hsm-token.ts';
import { hostEnvironment, pointSoftHsmAt } from '../../config.ts';
import {
  openDataDirectory,
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../instance/data-directory.ts';
import { prepareSoftHsm, TOKEN_LABEL } from '../../instance/soft-hsm.ts';
import { onModuleLoad, type NativeModule } from './on-module-load.ts';

/** What a soak ends with. */
export interface ChurnResult {
  readonly seconds: number;
  readonly signatures: number;
  /** Times that a session, all sessions or the login were ended between the two calls of a signature. */
  readonly strikes: Readonly<Record<string, number>>;
  /** Failures that a caller saw, by CKR name: there must be none. */
  readonly surfaced: Readonly<Record<string, number>>;
  /** Signatures that do not verify. */
  readonly wrong: number;
}

/** Callers at once: eight for each session. */
const CALLERS = 64;
/** Signatures between two strikes, on average. */
const EVERY = 20;

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

type Blow = readonly [name: string, strike: (session: Buffer) => void];

/**
 * Ends a session, all of them, or the login, between the two calls of a signature. The whole token's end only
 * while no other thread is in one, and so calls of others are kept back until then: SoftHSM 2.6.1 would
 * die of it.
 */
function undermine(module: NativeModule, strikes: Record<string, number>): void {
  const begin = module.C_SignInit.bind(module);
  const signAsync = module.C_SignAsync.bind(module);
  const own: Blow = ['sessionClosed', (session) => module.C_CloseSession(session)];
  const ofToken: readonly Blow[] = [
    [
      'allSessionsClosed',
      (session) => module.C_CloseAllSessions(module.C_GetSessionInfo(session).slotID),
    ],
    ['loggedOut', (session) => module.C_Logout(session)],
  ];
  const now: { beneath: number; drawn: number; raised?: Blow | undefined } = {
    beneath: 0,
    drawn: 0,
  };
  const strike = ([name, fall]: Blow, session: Buffer): void => {
    fall(session);
    count(strikes, name);
  };
  module.C_SignAsync = async (...args: Parameters<typeof signAsync>) => {
    while (now.raised) await nextTurn();
    now.beneath += 1;
    try {
      return await signAsync(...args);
    } finally {
      now.beneath -= 1;
    }
  };
  module.C_SignInit = (session, ...rest) => {
    begin(session, ...rest);
    if (now.raised && now.beneath === 0) {
      strike(now.raised, session);
      now.raised = undefined;
    } else if (!now.raised && Math.random() * EVERY < 1) {
      now.drawn += 1;
      if (now.drawn % 2 === 0) strike(own, session);
      else now.raised = ofToken[(now.drawn >> 1) % 2];
    }
  };
}

/** Signs with many callers on few sessions while these are ended beneath them (SoftHSMv2 #464). */
export async function churnSessions(seconds: number): Promise<ChurnResult> {
  const dataDir = temporaryDataDirectory();
  const data = openDataDirectory(dataDir);
  const { module, configuration, pinFile } = prepareSoftHsm(data, hostEnvironment());
  pointSoftHsmAt(configuration);
  const strikes: Record<string, number> = {};
  const letBe = onModuleLoad((native) => undermine(native, strikes));
  const pin = readFileSync(pinFile, 'utf8').trim();
  const token = new HsmToken({ modulePath: module, tokenLabel: TOKEN_LABEL, pin });
  try {
    token.generateKey('issuer', 'rsa2048');
    token.generateKey('book', 'p256');
    const keys = [token.findKey('issuer'), token.findKey('book', 'status')];
    return { ...(await signMeanwhile(keys, seconds)), strikes };
  } finally {
    token.close();
    letBe();
    data.release();
    removeDataDirectory(dataDir);
  }
}

const isSigned = (key: HsmKey, octets: Buffer, signature: Buffer): boolean =>
  verify(
    'sha256',
    octets,
    createPublicKey({ key: key.spki, format: 'der', type: 'spki' }),
    signature,
  );

async function signMeanwhile(
  keys: readonly HsmKey[],
  seconds: number,
): Promise<Omit<ChurnResult, 'strikes'>> {
  const surfaced: Record<string, number> = {};
  const until = performance.now() + seconds * 1000;
  let [signatures, wrong] = [0, 0];
  const caller = async (n: number): Promise<void> => {
    while (performance.now() < until) {
      // As callers do, who come out of I/O: a P-256 signature alone never leaves this turn of the loop.
      await nextTurn();
      const octets = randomBytes(64);
      const key = keys[n % keys.length] as HsmKey;
      try {
        if (!isSigned(key, octets, await key.sign(octets))) wrong += 1;
        signatures += 1;
      } catch (error) {
        count(surfaced, error instanceof Error ? error.message : 'unknown');
      }
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n)));
  return { seconds, signatures, surfaced, wrong };
}
