import { readFileSync } from 'node:fs';
import pkcs11 from 'pkcs11js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HsmToken } from '../../../adapters/hsm/hsm-token.ts';
import { hostEnvironment, pointSoftHsmAt } from '../../../bin/config.ts';
import {
  openDataDirectory,
  removeDataDirectory,
  temporaryDataDirectory,
  type DataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { prepareSoftHsm, TOKEN_LABEL, type SoftHsm } from '../../../bin/instance/soft-hsm.ts';
import { requireProtection } from '../../../enclave/keys/prove-keys.ts';
import { describeSigner, isSignedBy } from '../../contracts/signer.ts';

const dataDir = temporaryDataDirectory();
const SESSIONS = 4;
let data: DataDirectory;
let softHsm: SoftHsm;
let token: HsmToken | undefined;

beforeAll(() => {
  data = openDataDirectory(dataDir);
  softHsm = prepareSoftHsm(data, hostEnvironment());
  pointSoftHsmAt(softHsm.configuration);
});
afterEach(() => {
  token?.close();
  token = undefined;
  finalize();
});
afterAll(() => {
  data.release();
  removeDataDirectory(dataDir);
});

const open = (change: Partial<ConstructorParameters<typeof HsmToken>[0]> = {}): HsmToken => {
  token ??= new HsmToken({
    modulePath: softHsm.module,
    tokenLabel: TOKEN_LABEL,
    pin: readFileSync(softHsm.pinFile, 'utf8').trim(),
    sessions: SESSIONS,
    ...change,
  });
  return token;
};

const keyOf = (label: string, algorithm: 'p256' | 'rsa2048') =>
  open().hasKey(label) ? open().findKey(label) : open().generateKey(label, algorithm);

/** The same module in the same process, past the adapter. */
const module = (): pkcs11.PKCS11 => {
  const raw = new pkcs11.PKCS11();
  raw.load(softHsm.module);
  return raw;
};

const slotOf = (raw: pkcs11.PKCS11) =>
  raw
    .C_GetSlotList(true)
    .find((slot) => raw.C_GetTokenInfo(slot).label.trim() === TOKEN_LABEL) as pkcs11.Handle;

/** The attributes of a private key as the module shows them. */
const privateKeyOf = (label: string) => {
  const raw = module();
  const session = raw.C_OpenSession(slotOf(raw), pkcs11.CKF_SERIAL_SESSION);
  raw.C_FindObjectsInit(session, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
    { type: pkcs11.CKA_LABEL, value: label },
  ]);
  const [key] = raw.C_FindObjects(session, 1);
  raw.C_FindObjectsFinal(session);
  if (!key) throw new Error(`no private key ${label}`);
  const read = (type: number): Buffer =>
    raw.C_GetAttributeValue(session, key, [{ type }])[0]?.value as Buffer;
  return { read, flag: (type: number): boolean => read(type)[0] === 1 };
};

/** A key pair of P-256 that somebody who holds the PIN made by other means. */
function makeExtractableKey(label: string): void {
  const raw = module();
  const session = raw.C_OpenSession(slotOf(raw), pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
  const common = [
    { type: pkcs11.CKA_TOKEN, value: true },
    { type: pkcs11.CKA_LABEL, value: label },
  ];
  raw.C_GenerateKeyPair(
    session,
    { mechanism: pkcs11.CKM_EC_KEY_PAIR_GEN },
    [...common, { type: pkcs11.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') }],
    [
      ...common,
      { type: pkcs11.CKA_SENSITIVE, value: true },
      { type: pkcs11.CKA_EXTRACTABLE, value: true },
    ],
  );
}

/** Ends what a token that failed to open may have left initialised. */
const finalize = (): void => {
  try {
    module().C_Finalize();
  } catch {
    // There was nothing.
  }
};

describeSigner('HsmToken', open);

describe('HsmToken', () => {
  it('tries a refused PIN once, says so at once, and the right one then works', () => {
    const logins = vi.spyOn(pkcs11.PKCS11.prototype, 'C_Login');
    try {
      expect(() => open({ pin: 'wrong-pin' })).toThrow(
        expect.objectContaining({ type: 'HsmPinRefused', message: 'CKR_PIN_INCORRECT' }),
      );
      expect(logins).toHaveBeenCalledTimes(1);
    } finally {
      logins.mockRestore();
    }
    finalize();
    expect(open().identity().manufacturer).toContain('SoftHSM');
  });

  it('leaves the module as it found it when it cannot open', () => {
    expect(() => open({ tokenLabel: 'another' })).toThrow(
      expect.objectContaining({ type: 'HsmUnavailable' }),
    );
    expect(open().identity().manufacturer).toContain('SoftHSM');
  });

  it.each(['p256', 'rsa2048'] as const)('makes a %s key that cannot leave it', (algorithm) => {
    const { flag, read } = privateKeyOf(keyOf(`locked-${algorithm}`, algorithm).label);
    expect({
      isPrivate: flag(pkcs11.CKA_PRIVATE),
      isSensitive: flag(pkcs11.CKA_SENSITIVE),
      wasAlwaysSensitive: flag(pkcs11.CKA_ALWAYS_SENSITIVE),
      isExtractable: flag(pkcs11.CKA_EXTRACTABLE),
      wasNeverExtractable: flag(pkcs11.CKA_NEVER_EXTRACTABLE),
      isLocal: flag(pkcs11.CKA_LOCAL),
    }).toEqual({
      isPrivate: true,
      isSensitive: true,
      wasAlwaysSensitive: true,
      isExtractable: false,
      wasNeverExtractable: true,
      isLocal: true,
    });
    const secret = algorithm === 'p256' ? pkcs11.CKA_VALUE : pkcs11.CKA_PRIVATE_EXPONENT;
    expect(() => read(secret)).toThrow(/CKR_ATTRIBUTE_SENSITIVE/);
  });

  it.each(['p256', 'rsa2048'] as const)('makes a %s key that signs and no more', (algorithm) => {
    const { flag } = privateKeyOf(keyOf(`locked-${algorithm}`, algorithm).label);
    expect({
      signs: flag(pkcs11.CKA_SIGN),
      decrypts: flag(pkcs11.CKA_DECRYPT),
      unwraps: flag(pkcs11.CKA_UNWRAP),
      derives: flag(pkcs11.CKA_DERIVE),
    }).toEqual({ signs: true, decrypts: false, unwraps: false, derives: false });
  });

  it('tells of a key that can leave it, which the room then refuses', () => {
    const kept = keyOf('kept', 'p256');
    expect(() => requireProtection(open(), kept.label)).not.toThrow();
    makeExtractableKey('loose');
    expect(() => requireProtection(open(), 'loose')).toThrow(
      expect.objectContaining({
        type: 'HsmKeyExposed',
        message: 'loose: extractable, was extractable',
      }),
    );
  });

  it('refuses a label that two keys bear', () => {
    open().generateKey('twice', 'p256');
    expect(() => open().generateKey('twice', 'p256')).toThrow(
      expect.objectContaining({ type: 'HsmKeyMissing' }),
    );
  });

  it('opens a new session for one that was closed under it', async () => {
    // Before the token is opened: the module binds its functions when it is made.
    const sessions = vi.spyOn(pkcs11.PKCS11.prototype, 'C_OpenSession');
    const signing = vi.spyOn(pkcs11.PKCS11.prototype, 'C_SignInit');
    try {
      const key = keyOf('soak-p256', 'p256');
      const octets = Buffer.from('x');
      await key.sign(octets);
      const opened = sessions.mock.calls.length;
      module().C_CloseSession(signing.mock.calls[0]?.[0] as pkcs11.Handle);
      expect(isSignedBy(key, octets, await key.sign(octets))).toBe(true);
      expect(sessions.mock.calls.length - opened).toBe(1);
    } finally {
      sessions.mockRestore();
      signing.mockRestore();
    }
  });

  it('signs for 64 at once over few sessions for two seconds, and nobody sees an error', async () => {
    const [ec, rsa] = [keyOf('soak-p256', 'p256'), keyOf('soak-rsa', 'rsa2048')];
    const until = Date.now() + 2_000;
    let done = 0;
    const lane = async (n: number): Promise<void> => {
      const key = n % 2 === 0 ? ec : rsa;
      while (Date.now() < until) {
        const octets = Buffer.from(`${n} ${done}`);
        if (!isSignedBy(key, octets, await key.sign(octets))) throw new Error('does not verify');
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, n) => lane(n)));
    expect(done).toBeGreaterThan(64);
  });
});
