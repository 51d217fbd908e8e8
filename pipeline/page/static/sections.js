// The sections of the page: where each lives, and what of its own it keeps in the address.

const LIST = ['sort', 'order', 'offset'];

export const SECTIONS = [
  { id: 'overview', path: '/', keeps: [], load: () => import('./sections/overview.js') },
  { id: 'complaints', path: '/complaints', keeps: ['by'], load: () => import('./sections/complaints.js') },
  {
    id: 'journeys',
    path: '/journeys',
    keeps: [...LIST, 'by', 'felt', 'complaint', 'customer', 'journey'],
    load: () => import('./sections/journeys.js'),
  },
  {
    id: 'promises',
    path: '/promises',
    keeps: [...LIST, 'by', 'state'],
    load: () => import('./sections/promises.js'),
  },
  { id: 'perception', path: '/perception', keeps: ['by'], load: () => import('./sections/perception.js') },
  { id: 'contacts', path: '/contacts', keeps: [...LIST, 'by'], load: () => import('./sections/contacts.js') },
  { id: 'attitude', path: '/attitude', keeps: ['by'], load: () => import('./sections/attitude.js') },
  { id: 'praise', path: '/praise', keeps: ['offset', 'by'], load: () => import('./sections/praise.js') },
  {
    id: 'voices',
    path: '/voices',
    keeps: ['search', 'sentiment', 'complaint', 'topic', 'cue', 'offset'],
    load: () => import('./sections/voices.js'),
  },
  { id: 'accounts', path: '/accounts', keeps: [], load: () => import('./sections/accounts.js') },
];

export function sectionAt(path) {
  return SECTIONS.find((section) => section.path === path) ?? SECTIONS[0];
}

export function sectionOf(id) {
  return SECTIONS.find((section) => section.id === id);
}
