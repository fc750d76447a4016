export { anchoring } from './anchoring/anchoring.ts';
export { certificateLifecycle } from './application/certificate-lifecycle.ts';
