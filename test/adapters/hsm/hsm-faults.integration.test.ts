import { setTimeout as sleep } from 'node:timers/promises';
import pkcs11 from 'pkcs11js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HsmKey, HsmToken } from '../../../adapters/hsm/hsm-token.ts';
import { isSignedBy } from '../../contracts/signer.ts';
import { openTestToken } from './open-test-token.ts';

const bench = openTestToken();
const OCTETS = Buffer.from('octets');

beforeAll(() => {
  const token = bench.open();
  token.generateKey('issuer', 'rsa2048');
  token.generateKey('slow', 'rsa4096');
  token.generateKey('book', 'p256');
  bench.close();
});
afterEach(() => {
  bench.close();
});
afterAll(() => bench.release());

const keysOf = (token: HsmToken): { issuer: HsmKey; book: HsmKey } => ({
  issuer: token.lane('issuance').findKey('issuer'),
  book: token.lane('status').findKey('book'),
});

const verified = async (key: HsmKey): Promise<boolean> =>
  isSignedBy(key, OCTETS, await key.sign(OCTETS));

/** Makes something happen once, between the beginning and the end of the next signature. */
function amidNextSignature(act: () => void): void {
  const module = bench.module();
  const begin = module.C_SignInit.bind(module);
  module.C_SignInit = (...args) => {
    module.C_SignInit = begin;
    begin(...args);
    act();
  };
}

/** Counts logins from here on. */
function countLogins(): { count: number } {
  const module = bench.module();
  const login = module.C_Login.bind(module);
  const logins = { count: 0 };
  module.C_Login = (...args) => {
    logins.count += 1;
    login(...args);
  };
  return logins;
}

/** Notes the mechanisms of signatures from here on. */
function noteMechanisms(): number[] {
  const module = bench.module();
  const begin = module.C_SignInit.bind(module);
  const noted: number[] = [];
  module.C_SignInit = (session, mechanism, key) => {
    noted.push(mechanism.mechanism);
    begin(session, mechanism, key);
  };
  return noted;
}

describe('HsmToken, with a list of megabytes', () => {
  const long = Buffer.alloc((5 << 20) + 7, 'list');

  it.each(['CKR_MECHANISM_INVALID', 'CKR_KEY_FUNCTION_NOT_PERMITTED'])(
    'has the token hash it in parts after %s, and the signature is the same',
    async (refusal) => {
      const { issuer } = keysOf(bench.open());
      const hashedOutside = await issuer.sign(long);
      const module = bench.module();
      const begin = module.C_SignInit.bind(module);
      const begun: number[] = [];
      module.C_SignInit = (session, mechanism, key) => {
        begun.push(mechanism.mechanism);
        if (mechanism.mechanism === pkcs11.CKM_RSA_PKCS) throw new Error(refusal);
        begin(session, mechanism, key);
      };
      const inParts = await issuer.sign(long);
      module.C_SignInit = begin;
      expect(begun).toEqual([pkcs11.CKM_RSA_PKCS, pkcs11.CKM_SHA256_RSA_PKCS]);
      expect(inParts.equals(hashedOutside)).toBe(true);
      expect(isSignedBy(issuer, long, inParts)).toBe(true);
    },
  );
});

describe('HsmToken, when the token is away', () => {
  it('signs on when it was removed in mid-sign and is back, and says what it went through', async () => {
    const token = bench.open();
    const { issuer, book } = keysOf(token);
    amidNextSignature(() => {
      bench.remove();
      setTimeout(() => bench.putBack(), 100);
    });
    expect(await verified(issuer)).toBe(true);
    expect(await verified(issuer)).toBe(true);
    expect(await verified(book)).toBe(true);
    expect(bench.states()).toContain('down');
    expect(bench.states().at(-1)).toBe('ready');
    expect(token.health).toEqual({ state: 'ready' });
    expect(token.downMs).toBe(0);
  });

  it('lets nobody wait for ever: the failure is one that is tried again', async () => {
    const token = bench.open({ waitMs: 200 });
    const { issuer, book } = keysOf(token);
    await issuer.sign(OCTETS);
    bench.remove();
    try {
      const began = performance.now();
      const asked = Array.from({ length: 20 }, (_, n) => (n % 2 ? issuer : book).sign(OCTETS));
      for (const { status, reason } of (await Promise.allSettled(
        asked,
      )) as PromiseRejectedResult[]) {
        expect([status, reason?.type]).toEqual(['rejected', 'HsmUnavailable']);
      }
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(token.health.state).toBe('down');
      expect(() => token.findKey('issuer')).toThrow(
        expect.objectContaining({ type: 'HsmUnavailable' }),
      );
    } finally {
      bench.putBack();
    }
    await vi.waitFor(() => expect(token.health.state).toBe('ready'), 5_000);
    expect(await verified(issuer)).toBe(true);
  });

  it('does not take a key for missing while the token is away', () => {
    const token = bench.open();
    bench.remove();
    try {
      for (const ask of [() => token.findKey('issuer'), () => token.hasKey('issuer')]) {
        expect(ask).toThrow(expect.objectContaining({ type: 'HsmUnavailable' }));
      }
    } finally {
      bench.putBack();
    }
  });

  it('takes no other token of the same label for its own', async () => {
    const token = bench.open({ waitMs: 300 });
    const { issuer } = keysOf(token);
    await issuer.sign(OCTETS);
    const module = bench.module();
    const info = module.C_GetTokenInfo.bind(module);
    module.C_GetTokenInfo = (slot) => ({ ...info(slot), serialNumber: 'another' });
    bench.closeAllSessions();
    await expect(issuer.sign(OCTETS)).rejects.toMatchObject({ type: 'HsmUnavailable' });
    expect(token.health.state).toBe('down');
    module.C_GetTokenInfo = info;
    await vi.waitFor(() => expect(token.health.state).toBe('ready'), 5_000);
    expect(await verified(issuer)).toBe(true);
  });

  it('serves the other keys when one is not on the token that came back', async () => {
    const token = bench.open();
    token.generateKey('destroyed', 'p256');
    const destroyed = token.findKey('destroyed');
    const { issuer } = keysOf(token);
    bench.destroy('destroyed');
    await expect(destroyed.sign(OCTETS)).rejects.toMatchObject({ type: 'HsmKeyMissing' });
    expect(await verified(issuer)).toBe(true);
    expect(token.health).toEqual({ state: 'ready' });
  });
});

describe('HsmToken, when sessions are lost', () => {
  it('logs in again with the PIN it holds when all sessions were closed', async () => {
    const token = bench.open();
    const { issuer, book } = keysOf(token);
    await issuer.sign(OCTETS);
    const logins = countLogins();
    bench.closeAllSessions();
    expect(await Promise.all([verified(issuer), verified(book)])).toEqual([true, true]);
    expect(logins.count).toBe(1);
    expect(bench.states()).toEqual(['down', 'ready']);
  });

  it('is degraded while a session cannot be replaced, and signs with the others', async () => {
    const token = bench.open();
    const { issuer } = keysOf(token);
    await issuer.sign(OCTETS);
    const module = bench.module();
    const openSession = module.C_OpenSession.bind(module);
    module.C_OpenSession = () => {
      throw new Error('CKR_SESSION_COUNT');
    };
    amidNextSignature(() => {
      throw new Error('CKR_FUNCTION_FAILED');
    });
    expect(await verified(issuer)).toBe(true);
    expect(token.health).toEqual({ state: 'degraded', missing: 1, code: 'CKR_FUNCTION_FAILED' });
    expect(await verified(issuer)).toBe(true);
    module.C_OpenSession = openSession;
    await vi.waitFor(() => expect(token.health.state).toBe('ready'));
    expect(bench.states()).toEqual(['degraded', 'ready']);
  });

  it('logs in again when the login was ended in mid-sign', async () => {
    const { issuer } = keysOf(bench.open());
    amidNextSignature(() => bench.logOut());
    expect(await verified(issuer)).toBe(true);
    expect(await verified(issuer)).toBe(true);
  });

  it('proves with a signature of the book key, never of an issuer key, that it is back', async () => {
    const token = bench.open();
    const { issuer } = keysOf(token);
    const mechanisms = noteMechanisms();
    await issuer.sign(OCTETS);
    bench.closeAllSessions();
    await issuer.sign(OCTETS);
    // The first, the attempts that failed and the last are of the issuer; between them one of the book.
    expect(mechanisms.filter((m) => m === pkcs11.CKM_ECDSA)).toHaveLength(1);
    expect(mechanisms.at(-1)).toBe(pkcs11.CKM_SHA256_RSA_PKCS);
  });
});

describe('HsmToken, when nothing may be tried again', () => {
  it.each([
    ['CKR_PIN_INCORRECT', 'HsmPinRefused'],
    ['CKR_PIN_LOCKED', 'HsmPinRefused'],
    ['CKR_VENDOR_DEFINED', 'HsmAnswerUnknown'],
  ])('stops at once after %s, and never logs in again', async (value, type) => {
    const token = bench.open();
    const { issuer, book } = keysOf(token);
    await issuer.sign(OCTETS);
    let logins = 0;
    bench.module().C_Login = () => {
      logins += 1;
      throw new Error(value);
    };
    bench.closeAllSessions();
    const asked = [issuer, issuer, book, issuer].map((key) => key.sign(OCTETS));
    for (const each of await Promise.allSettled(asked)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { type } });
    }
    await sleep(200);
    await expect(book.sign(OCTETS)).rejects.toMatchObject({ type });
    expect(() => token.findKey('issuer')).toThrow(expect.objectContaining({ type }));
    expect(logins).toBe(1);
    expect(bench.states().slice(-2)).toEqual(['down', 'stopped']);
  });

  it('stops when a signature is answered with what nobody knows', async () => {
    const token = bench.open();
    const { issuer, book } = keysOf(token);
    amidNextSignature(() => {
      throw new Error('CKR_NOBODY_KNOWS');
    });
    await expect(issuer.sign(OCTETS)).rejects.toMatchObject({
      type: 'HsmAnswerUnknown',
      message: 'CKR_NOBODY_KNOWS',
    });
    await expect(book.sign(OCTETS)).rejects.toMatchObject({ type: 'HsmAnswerUnknown' });
    expect(token.health).toMatchObject({ state: 'stopped' });
  });

  it('does not stop for a mechanism that it lacks', async () => {
    const token = bench.open();
    const { issuer, book } = keysOf(token);
    amidNextSignature(() => {
      throw new Error('CKR_MECHANISM_INVALID');
    });
    await expect(issuer.sign(OCTETS)).rejects.toMatchObject({ type: 'HsmMechanismUnsupported' });
    expect(await verified(book)).toBe(true);
    expect(token.health).toEqual({ state: 'ready' });
  });
});

describe('HsmToken.lane', () => {
  it('signs a status while a hundred slow certificates wait', async () => {
    const token = bench.open({ waitMs: 60_000 });
    const slow = token.lane('issuance').findKey('slow');
    const { book } = keysOf(token);
    let done = 0;
    const began = performance.now();
    const issuing = Array.from({ length: 100 }, async () => {
      await slow.sign(OCTETS);
      done += 1;
    });
    expect(await verified(book)).toBe(true);
    const waited = performance.now() - began;
    const before = done;
    await Promise.all(issuing);
    const whole = performance.now() - began;
    expect(before).toBeLessThan(20);
    expect(waited).toBeLessThan(whole / 4);
  });

  it('turns away what is too much for one lane, and not the other lane', async () => {
    const token = bench.open({ queueMax: 5 });
    const slow = token.lane('issuance').findKey('slow');
    const { book } = keysOf(token);
    const asked = Array.from({ length: 20 }, () => slow.sign(OCTETS));
    expect(await verified(book)).toBe(true);
    const ends = await Promise.allSettled(asked);
    const refused = ends.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused).toHaveLength(20 - 3 - 5);
    for (const { reason } of refused) expect(reason).toMatchObject({ type: 'HsmUnavailable' });
  });
});
