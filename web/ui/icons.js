// Pictures of 24 by 24, drawn with the colour of the text around them.
import { svg } from './dom.js'

const PATHS = {
  bell: 'M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 8h-17C3.500 16 6 15 6 9zM10 20.500a2.200 2.200 0 0 0 4 0',
  left: 'M15 5l-7 7 7 7', right: 'M9 5l7 7-7 7', plus: 'M12 5v14M5 12h14', cross: 'M6 6l12 12M18 6L6 18',
  search: 'M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500L20 20',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20c.5-4 3.500-6 7.500-6s7 2 7.500 6',
}

export const icon = name => svg('svg', { viewBox: '0 0 24 24', class: `pic ${name}`, 'aria-hidden': 'true', focusable: 'false' },
  svg('path', { d: PATHS[name] }))
