"""The addresses of NodeBB, at the root of the site as they were there."""

from django.urls import path

from forum.nodebb import views as former

urlpatterns = [
    path("category/<int:number>", former.category),
    path("category/<int:number>/<path:slug>", former.category),
    path("topic/<int:number>", former.topic),
    path("topic/<int:number>/<str:slug>", former.topic),
    path("topic/<int:number>/<str:slug>/<int:index>", former.topic),
    path("post/<int:number>", former.post),
]
