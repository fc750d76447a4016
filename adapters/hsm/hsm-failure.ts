import pkcs11 from 'pkcs11js';
import { DomainError, isDomainError } from '../../domain/errors.ts';

/**
 * What a PKCS#11 error means for the pool: one session is to be replaced; the whole token is away; the
 * caller alone is concerned; or nothing may be tried again (`stop`).
 */
export type HsmFault = 'session' | 'token' | 'caller' | 'stop';

/** Values after which another session of the same login may well work (PKCS#11 v2.40 §5.1). */
const OF_SESSION = new Set([
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_COUNT',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_OPERATION_ACTIVE',
  'CKR_OPERATION_NOT_INITIALIZED',
  'CKR_FUNCTION_FAILED',
  'CKR_FUNCTION_CANCELED',
  'CKR_DEVICE_MEMORY',
  'CKR_HOST_MEMORY',
]);

/** Values that say that the token, its login or the module is away, and may come back. */
const OF_TOKEN = new Set([
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_TOKEN_NOT_RECOGNIZED',
  'CKR_SLOT_ID_INVALID',
  'CKR_GENERAL_ERROR',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
  'CKR_CRYPTOKI_ALREADY_INITIALIZED',
]);

const valueOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  return /CKR_[A-Z0-9_]+/.exec(message)?.[0] ?? 'CKR_UNKNOWN';
};

const isPin = (value: string): boolean =>
  value.startsWith('CKR_PIN_') || value === 'CKR_USER_PIN_NOT_INITIALIZED';

/** The failure of ours that a PKCS#11 error stands for. The message carries the CKR name alone. */
export function hsmFailure(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const value = valueOf(error);
  // The library of the module, not the token: it cannot be loaded, or it lacks a function.
  if (error instanceof pkcs11.NativeError && value === 'CKR_UNKNOWN') {
    return new DomainError('HsmUnavailable', 'module cannot be called');
  }
  if (isPin(value)) return new DomainError('HsmPinRefused', value);
  if (value.startsWith('CKR_MECHANISM_')) return new DomainError('HsmMechanismUnsupported', value);
  if (OF_SESSION.has(value) || OF_TOKEN.has(value)) return new DomainError('HsmUnavailable', value);
  return new DomainError('HsmAnswerUnknown', value);
}

/** What to do about an error. What nobody knows stops: it may be a lock that another try closes for good. */
export function faultOf(error: unknown): HsmFault {
  const failure = hsmFailure(error);
  switch (failure.type) {
    case 'HsmUnavailable':
      return OF_SESSION.has(failure.message) ? 'session' : 'token';
    case 'HsmPinRefused':
    case 'HsmAnswerUnknown':
      return 'stop';
    default:
      return 'caller';
  }
}

/** A key that was in use and is not found any more is no refusal yet: the token is looked for anew. */
export const asLost = (error: unknown): unknown =>
  isDomainError(error, 'HsmKeyMissing')
    ? new DomainError('HsmUnavailable', error.message, { cause: error })
    : error;
