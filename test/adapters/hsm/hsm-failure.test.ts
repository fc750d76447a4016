import { describe, expect, it } from 'vitest';
import { hsmFailure, isStaleSession } from '../../../adapters/hsm/hsm-failure.ts';
import { DomainError, type DomainErrorType } from '../../../domain/errors.ts';

/** What PKCS#11 returns, what that is for us, and whether a new session is tried first. */
const TABLE: readonly (readonly [string, DomainErrorType, boolean])[] = [
  // A PIN is never tried twice: the token would lock itself.
  ['CKR_PIN_INCORRECT', 'HsmPinRefused', false],
  ['CKR_PIN_LOCKED', 'HsmPinRefused', false],
  ['CKR_PIN_EXPIRED', 'HsmPinRefused', false],
  ['CKR_PIN_INVALID', 'HsmPinRefused', false],
  ['CKR_PIN_LEN_RANGE', 'HsmPinRefused', false],
  ['CKR_USER_PIN_NOT_INITIALIZED', 'HsmPinRefused', false],
  ['CKR_MECHANISM_INVALID', 'HsmMechanismUnsupported', false],
  ['CKR_MECHANISM_PARAM_INVALID', 'HsmMechanismUnsupported', false],
  // What passes by itself.
  ['CKR_DEVICE_ERROR', 'HsmUnavailable', false],
  ['CKR_DEVICE_MEMORY', 'HsmUnavailable', false],
  ['CKR_DEVICE_REMOVED', 'HsmUnavailable', true],
  ['CKR_TOKEN_NOT_PRESENT', 'HsmUnavailable', false],
  ['CKR_SESSION_HANDLE_INVALID', 'HsmUnavailable', true],
  ['CKR_SESSION_CLOSED', 'HsmUnavailable', true],
  ['CKR_SESSION_COUNT', 'HsmUnavailable', false],
  ['CKR_OBJECT_HANDLE_INVALID', 'HsmUnavailable', true],
  ['CKR_KEY_HANDLE_INVALID', 'HsmUnavailable', true],
  ['CKR_OPERATION_ACTIVE', 'HsmUnavailable', true],
  ['CKR_FUNCTION_FAILED', 'HsmUnavailable', false],
  ['CKR_GENERAL_ERROR', 'HsmUnavailable', false],
  ['CKR_HOST_MEMORY', 'HsmUnavailable', false],
  ['CKR_USER_NOT_LOGGED_IN', 'HsmUnavailable', false],
  // What nobody expects stops the program.
  ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'HsmKeyMissing', false],
  ['CKR_DATA_LEN_RANGE', 'HsmKeyMissing', false],
  ['CKR_VENDOR_DEFINED', 'HsmKeyMissing', false],
];

describe('hsmFailure', () => {
  it.each(TABLE)('takes %s for %s', (value, type) => {
    expect(hsmFailure(new Error(`${value}:160`))).toMatchObject({ type, message: value });
  });

  it('takes what is no PKCS#11 value for something that stops, and keeps its text to itself', () => {
    for (const thrown of [new Error('山田　花子'), 'a string', undefined]) {
      expect(hsmFailure(thrown)).toMatchObject({ type: 'HsmKeyMissing', message: 'CKR_UNKNOWN' });
    }
  });

  it('lets a failure of ours pass', () => {
    const ours = new DomainError('HsmKeyMissing', 'no key labelled a');
    expect(hsmFailure(ours)).toBe(ours);
  });
});

describe('isStaleSession', () => {
  it.each(TABLE)('after %s (%s) a new session is worth one try: %s', (value, _, isStale) => {
    expect(isStaleSession(new Error(value))).toBe(isStale);
  });
});
