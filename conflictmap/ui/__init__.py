"""The part of the library that speaks Streamlit: state, widgets and pieces of pages."""
