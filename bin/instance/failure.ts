/** An instance that cannot be brought up; the message tells the reader what to do about it. */
export class InstanceError extends Error {
  override readonly name = 'InstanceError';
}
