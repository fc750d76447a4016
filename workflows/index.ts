export { certificateLifecycle } from './application/certificate-lifecycle.ts';
