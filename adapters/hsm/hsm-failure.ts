import { DomainError } from '../../domain/errors.ts';

/**
 * What a PKCS#11 return value means for us (PKCS#11 v2.40 §11.1). A PIN that the token refuses must
 * never be tried again: the token would lock itself. An unknown value stops, too.
 */
const PASSING = new Set([
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_MEMORY',
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_COUNT',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_FUNCTION_FAILED',
  'CKR_GENERAL_ERROR',
  'CKR_HOST_MEMORY',
  'CKR_OPERATION_ACTIVE',
  'CKR_USER_NOT_LOGGED_IN',
]);

/** Values after which one new session may be tried at once. */
const STALE_SESSION = new Set([
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_DEVICE_REMOVED',
  'CKR_OPERATION_ACTIVE',
]);

const valueOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  return /CKR_[A-Z0-9_]+/.exec(message)?.[0] ?? 'CKR_UNKNOWN';
};

/** Whether a new session is worth one try. */
export const isStaleSession = (error: unknown): boolean => STALE_SESSION.has(valueOf(error));

/** The failure of ours that a PKCS#11 error stands for. The message carries the CKR name alone. */
export function hsmFailure(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const value = valueOf(error);
  if (value.startsWith('CKR_PIN_') || value === 'CKR_USER_PIN_NOT_INITIALIZED') {
    return new DomainError('HsmPinRefused', value);
  }
  if (value.startsWith('CKR_MECHANISM_')) return new DomainError('HsmMechanismUnsupported', value);
  if (PASSING.has(value)) return new DomainError('HsmUnavailable', value);
  return new DomainError('HsmKeyMissing', value);
}
