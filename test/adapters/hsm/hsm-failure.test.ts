import { describe, expect, it } from 'vitest';
import pkcs11 from 'pkcs11js';
import { faultOf, hsmFailure, type HsmFault } from '../../../adapters/hsm/hsm-failure.ts';
import { DomainError, type DomainErrorType } from '../../../domain/errors.ts';

/** What PKCS#11 returns, what that is for the caller, and for the pool. */
const TABLE: readonly (readonly [string, DomainErrorType, HsmFault])[] = [
  // A PIN is never tried twice: the token would lock itself.
  ['CKR_PIN_INCORRECT', 'HsmPinRefused', 'stop'],
  ['CKR_PIN_LOCKED', 'HsmPinRefused', 'stop'],
  ['CKR_PIN_EXPIRED', 'HsmPinRefused', 'stop'],
  ['CKR_PIN_INVALID', 'HsmPinRefused', 'stop'],
  ['CKR_PIN_LEN_RANGE', 'HsmPinRefused', 'stop'],
  ['CKR_USER_PIN_NOT_INITIALIZED', 'HsmPinRefused', 'stop'],
  ['CKR_MECHANISM_INVALID', 'HsmMechanismUnsupported', 'caller'],
  ['CKR_MECHANISM_PARAM_INVALID', 'HsmMechanismUnsupported', 'caller'],
  // What passes by itself.
  ['CKR_DEVICE_ERROR', 'HsmUnavailable', 'token'],
  ['CKR_DEVICE_MEMORY', 'HsmUnavailable', 'session'],
  ['CKR_DEVICE_REMOVED', 'HsmUnavailable', 'token'],
  ['CKR_TOKEN_NOT_PRESENT', 'HsmUnavailable', 'token'],
  ['CKR_SESSION_HANDLE_INVALID', 'HsmUnavailable', 'session'],
  ['CKR_SESSION_CLOSED', 'HsmUnavailable', 'session'],
  ['CKR_SESSION_COUNT', 'HsmUnavailable', 'session'],
  ['CKR_OBJECT_HANDLE_INVALID', 'HsmUnavailable', 'session'],
  ['CKR_KEY_HANDLE_INVALID', 'HsmUnavailable', 'session'],
  ['CKR_OPERATION_ACTIVE', 'HsmUnavailable', 'session'],
  ['CKR_FUNCTION_FAILED', 'HsmUnavailable', 'session'],
  ['CKR_GENERAL_ERROR', 'HsmUnavailable', 'token'],
  ['CKR_HOST_MEMORY', 'HsmUnavailable', 'session'],
  ['CKR_USER_NOT_LOGGED_IN', 'HsmUnavailable', 'token'],
  ['CKR_TOKEN_NOT_RECOGNIZED', 'HsmUnavailable', 'token'],
  ['CKR_SLOT_ID_INVALID', 'HsmUnavailable', 'token'],
  ['CKR_CRYPTOKI_NOT_INITIALIZED', 'HsmUnavailable', 'token'],
  ['CKR_OPERATION_NOT_INITIALIZED', 'HsmUnavailable', 'session'],
  ['CKR_FUNCTION_CANCELED', 'HsmUnavailable', 'session'],
  // What nobody expects stops the program.
  ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'HsmAnswerUnknown', 'stop'],
  ['CKR_DATA_LEN_RANGE', 'HsmAnswerUnknown', 'stop'],
  ['CKR_VENDOR_DEFINED', 'HsmAnswerUnknown', 'stop'],
];

describe('hsmFailure', () => {
  it.each(TABLE)('takes %s for %s', (value, type) => {
    expect(hsmFailure(new Error(`${value}:160`))).toMatchObject({ type, message: value });
  });

  it('takes what is no PKCS#11 value for something that stops, and keeps its text to itself', () => {
    for (const thrown of [new Error('山田　花子'), 'a string', undefined]) {
      expect(hsmFailure(thrown)).toMatchObject({
        type: 'HsmAnswerUnknown',
        message: 'CKR_UNKNOWN',
      });
    }
  });

  it('lets a failure of ours pass', () => {
    const ours = new DomainError('HsmKeyMissing', 'no key labelled a');
    expect(hsmFailure(ours)).toBe(ours);
  });
});

describe('faultOf', () => {
  it.each(TABLE)('takes %s (%s) for a matter of: %s', (value, _, fault) => {
    expect(faultOf(new Error(`${value}:160`))).toBe(fault);
  });

  it('stops for what is no PKCS#11 value', () => {
    expect([new Error('山田　花子'), 'a string', undefined].map(faultOf)).toEqual(
      Array.from({ length: 3 }, () => 'stop'),
    );
  });

  it('looks for the token anew when the library cannot be called', () => {
    const error = Object.create(pkcs11.NativeError.prototype) as Error;
    expect(faultOf(error)).toBe('token');
    expect(hsmFailure(error)).toMatchObject({ type: 'HsmUnavailable' });
  });

  it('leaves a key that is missing to its caller', () => {
    expect(faultOf(new DomainError('HsmKeyMissing', 'no key labelled a'))).toBe('caller');
  });
});
